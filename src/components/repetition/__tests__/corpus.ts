/**
 * Texts that look alike from line to line and do not repeat themselves, each as long as answers are.
 * They are made by rules, so that they are the same on every run.
 */
export const HONEST: Readonly<Record<string, string>> = {
  'a table in Markdown': [
    '| city | year | 0.00 | 0.00 |',
    '| --- | ---: | ---: | ---: |',
    ...lines(200, n => `| Berlin | ${1900 + n} | 0.00 | 0.00 |`)
  ].join('\n'),
  'a table with a rule as wide as the page': `${'-'.repeat(240)}\n`.concat(
    lines(60, n => `row ${n}   ${' '.repeat(40)} 0`).join('\n')
  ),
  'records in CSV': lines(300, n => `${n},NaN,NaN,NaN,0,0,0,0,ok`).join('\n'),
  'a list of objects in JSON': JSON.stringify(
    lines(120, n => n).map(n => ({ id: Number(n), x: 0, y: 0, tags: [] })),
    null,
    2
  ),
  'a long list of equal values in JSON': `{"mask": [${Array(400)
    .fill('0')
    .join(', ')}], "seen": [${Array(60).fill('null').join(', ')}]}`,
  'a matrix of zeros': lines(
    20,
    () => `[${Array(20).fill('0.').join(' ')}]`
  ).join('\n '),
  'a matrix with one on its diagonal': lines(30, n =>
    Array.from({ length: 30 }, (_, at) => (at === Number(n) ? 1 : 0)).join(' ')
  ).join('\n'),
  'code of many similar functions': lines(
    60,
    n =>
      `def test_case_${n}(client):\n    response = client.get("/items/${n}")\n` +
      '    assert response.status_code == 200\n'
  ).join('\n'),
  'a chain of equal cases': `switch (code) {\n${lines(
    80,
    n => `  case ${n}:\n    return false;`
  ).join('\n')}\n}`,
  'markup that closes what is nested': `${'<div>'.repeat(40)}x${'</div>'.repeat(
    40
  )}`,
  'a log': lines(
    300,
    n =>
      `2026-11-28T09:00:${String(Number(n) % 60).padStart(2, '0')}.${n} INFO ok`
  ).join('\n'),
  'a log of heartbeats': lines(300, n => `[${n}] heartbeat: ok`).join('\n'),
  'the bar of a download': lines(
    50,
    n => `${'#'.repeat(Number(n))}${'.'.repeat(50 - Number(n))} ${n}%`
  ).join('\n'),
  'a picture of signs': lines(30, n => {
    const width = Math.abs(15 - Number(n)) * 2;
    return `${' '.repeat(width)}${'*'.repeat(60 - width)}`;
  }).join('\n'),
  'rules of all kinds': ['=', '-', '~', '_', '*', '.']
    .map(sign => `${sign.repeat(120)}\nA heading\n${sign.repeat(120)}`)
    .join('\n\n'),
  'a series of numbers': lines(900, n => n).join(', '),
  'the digits of a fraction': `1/7 = 0.${'142857'.repeat(60)}`,
  'base64 with a block of zeros': `${noise(
    400,
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  )}${'A'.repeat(300)}${noise(400, 'QRSTUVWXYZabcdefghij0123456789+/')}`,
  'a strand of DNA with its repeats': `${noise(600, 'ACGT')}${'CAG'.repeat(
    40
  )}${noise(300, 'ACGT')}${'A'.repeat(200)}`,
  'a poem with a refrain': lines(
    12,
    n =>
      `${verse(Number(n))}\nHa ha ha, ha ha ha, ha ha ha ha ha!\n` +
      'And the rain, it raineth every day.\n'
  ).join('\n'),
  'a laugh': `He laughed: ${'ha '.repeat(50)}and went on.`,
  'a word said three times and again': lines(
    40,
    n => `Never, never, never, said number ${n}.`
  ).join(' '),
  'a sentence said three times': `${'I must not talk while others do. '.repeat(
    3
  )}That is what I wrote.`,
  'a list of names': lines(200, n => `- item number ${n} of the list`).join(
    '\n'
  ),
  'chapter numbers': lines(
    200,
    n => `${n}. Chapter ${n} ............ ${n}`
  ).join('\n'),
  'a chess board': lines(8, n =>
    Number(n) % 2 ? '# . # . # . # .' : '. # . # . # . #'
  ).join('\n'),
  'progress that is dots': `Loading${'.'.repeat(600)}`
};

/**
 * What models say for ever, once they have begun to.
 */
export const LOOPS: Readonly<Record<string, string>> = {
  'a sentence': 'I will now check whether the file is there. ',
  'a short sentence': 'I am sorry. ',
  'a question and its answer':
    'Is it done? No, it is not done yet, so let me look again.\n',
  'a paragraph': `${lines(
    6,
    n => `In step ${n} the data are read, cleaned and written to a new table.`
  ).join(' ')}\n\n`,
  'a long paragraph': `${lines(
    40,
    n => `Point ${n} of the plan follows from what was said before.`
  ).join('\n')}\n\n`,
  'a word': 'the ',
  'a word of another script': 'これはテストです。',
  'a line of code': '    result = compute(result, "again")\n',
  'a row of a table': '| Berlin | 2024 | 10.5 | 10.5 | 10.5 |\n',
  'a row of equal numbers': '| 0.00 | 0.00 | 0.00 | 0.00 | 0.00 |\n',
  'an item of a list': '- Item: value\n',
  'a tag': '<br/>\n',
  'a sign': '!'
};

function lines(count: number, line: (n: string) => string): readonly string[] {
  return Array.from({ length: count }, (_, n) => line(String(n + 1)));
}

/**
 * Signs without any order, the same on every run.
 */
function noise(length: number, alphabet: string): string {
  let state = 42;
  let signs = '';
  for (let at = 0; at < length; at++) {
    state = (state * 1103515245 + 12345) % 2147483648;
    signs += alphabet[(state >> 8) % alphabet.length];
  }
  return signs;
}

function verse(n: number): string {
  const birds = ['lark', 'wren', 'crow', 'swan', 'rook', 'dove', 'hawk'];
  return `The ${birds[n % 7]} has seen ${n} winters and ${n * 3} springs,`;
}
