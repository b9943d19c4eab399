import { EventParser, IServerEvent } from '../event-parser';

/**
 * The events of a text that comes in these parts.
 */
function parse(...parts: readonly string[]): readonly IServerEvent[] {
  const parser = new EventParser();
  return parts.flatMap(part => parser.feed(part));
}

function dataOf(...parts: readonly string[]): readonly string[] {
  return parse(...parts).map(event => event.data);
}

describe('the events of a text', () => {
  it.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n']
  ])('end with an empty line, by %s', (_, text) => {
    expect(dataOf(text)).toEqual(['a', 'b']);
  });

  it('are the same wherever the text comes apart', () => {
    const text =
      ': hello\r\nevent: x\r\ndata: a\r\ndata: b\r\nid: 7\r\n\r\ndata:c\r\r';
    const expected = [
      { event: 'x', data: 'a\nb', id: '7' },
      { event: 'message', data: 'c', id: '7' }
    ];
    expect(parse(text)).toEqual(expected);
    expect(parse(...text)).toEqual(expected);
    for (let at = 1; at < text.length; at++) {
      expect(parse(text.slice(0, at), text.slice(at))).toEqual(expected);
    }
  });

  it('come as soon as their last line is over, which a CR alone tells', () => {
    expect(dataOf('data: a\r\r')).toEqual(['a']);
    expect(dataOf('data: a\r\n\r', '\ndata: b\r\n\r\n')).toEqual(['a', 'b']);
  });

  it('have one space less behind the colon, and no more', () => {
    expect(dataOf('data:a\n\n', 'data: a\n\n', 'data:  a\n\n')).toEqual([
      'a',
      'a',
      ' a'
    ]);
  });

  it('may be empty, but not without data', () => {
    expect(dataOf('data\n\n', 'data:\n\n', 'event: x\n\n', '\n\n')).toEqual([
      '',
      ''
    ]);
  });

  it('forget the name of an event that had no data', () => {
    expect(parse('event: x\n\ndata: a\n\n')[0]?.event).toBe('message');
  });

  it('keep the last id, and do not take one with a NUL', () => {
    const ids = parse('id: 1\ndata: a\n\nid: \0\ndata: b\n\nid\ndata: c\n\n');
    expect(ids.map(event => event.id)).toEqual(['1', '1', '']);
  });

  it('leave out comments, `retry` and what is not known', () => {
    expect(dataOf(': a\n\nretry: 5\ndatum: b\ndata: c\n\n')).toEqual(['c']);
  });

  it('are dropped where the text ends before they do', () => {
    expect(dataOf('data: a\n\ndata: b\n')).toEqual(['a']);
  });
});
