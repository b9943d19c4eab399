import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

import * as ts from 'typescript';

/**
 * The domain in which JupyterLab looks for translations: the name of the Python package.
 */
const DOMAIN = 'jupyter_stop_stream';

const SOURCES = join(__dirname, '..');
const ROOT = join(SOURCES, '..');
const CATALOGUE = `${DOMAIN}/locale/${DOMAIN}.pot`;

/**
 * What a translator's methods are given: which argument is what.
 */
const METHODS: ReadonlyMap<string, readonly Private.Part[]> = new Map([
  ['__', ['text']],
  ['gettext', ['text']],
  ['_n', ['text', 'plural']],
  ['ngettext', ['text', 'plural']],
  ['_p', ['context', 'text']],
  ['pgettext', ['context', 'text']],
  ['_np', ['context', 'text', 'plural']],
  ['npgettext', ['context', 'text', 'plural']]
]);

describe('the catalogue for translators', () => {
  it('has every string that the page shows, and none that it does not', () => {
    const said = Private.sourceFiles().flatMap(Private.saidIn);
    expect(said.length).toBeGreaterThan(0);
    // `make translations` writes it anew.
    expect(Private.catalogue()).toEqual(
      Private.sorted([...said, ...Private.settings()])
    );
  });
});

namespace Private {
  export type Part = 'context' | 'text' | 'plural';

  /**
   * A string to translate, by which it is found: its context, text and plural.
   */
  export type Entry = string;

  export function entry(parts: Partial<Record<Part, string>>): Entry {
    return JSON.stringify([
      parts.context ?? '',
      parts.text ?? '',
      parts.plural ?? ''
    ]);
  }

  export function sorted(entries: readonly Entry[]): readonly Entry[] {
    return [...new Set(entries)].sort();
  }

  export function sourceFiles(): readonly string[] {
    return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.tsx?$/.test(name) && !name.includes('__tests__'))
      .map(name => join(SOURCES, name));
  }

  /**
   * The strings that a file gives to a translator.
   *
   * @throws If one is put together at run time: nobody could translate it.
   */
  export function saidIn(path: string): readonly Entry[] {
    const file = ts.createSourceFile(
      path,
      readFileSync(path, 'utf8'),
      ts.ScriptTarget.Latest
    );
    const entries: Entry[] = [];
    const visit = (node: ts.Node): void => {
      const parts = ts.isCallExpression(node) && partsOf(node);
      if (parts) {
        const given = parts.map((part, index) => {
          const argument = node.arguments[index];
          if (!argument || !ts.isStringLiteralLike(argument)) {
            throw new Error(`${path}: ${node.getText(file)} is no literal.`);
          }
          return [part, argument.text] as const;
        });
        entries.push(entry(Object.fromEntries(given)));
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return entries;
  }

  function partsOf(call: ts.CallExpression): readonly Part[] | undefined {
    return ts.isPropertyAccessExpression(call.expression)
      ? METHODS.get(call.expression.name.text)
      : undefined;
  }

  /**
   * What JupyterLab translates of a schema, under its contexts.
   */
  export function settings(): readonly Entry[] {
    const { title, description, properties, ...others } = schema();
    const words = (context: string, ...texts: readonly string[]) =>
      texts.map(text => entry({ context, text }));
    return [
      ...words('schema', title, description),
      ...words('settings', others['jupyter.lab.setting-icon-label']),
      ...Object.values(properties).flatMap(setting =>
        words(
          'settings',
          setting.title,
          setting.description,
          ...(setting.oneOf ?? []).map(({ title }) => title)
        )
      )
    ];
  }

  interface IDescribed {
    readonly title: string;
    readonly description: string;
  }

  interface ISetting extends IDescribed {
    readonly oneOf?: readonly { readonly title: string }[];
  }

  export function schema(): IDescribed & {
    readonly 'jupyter.lab.setting-icon-label': string;
    readonly properties: Readonly<Record<string, ISetting>>;
  } {
    return JSON.parse(
      readFileSync(join(ROOT, 'schema', 'settings.json'), 'utf8')
    );
  }

  /**
   * The entries of the catalogue, without its header.
   */
  export function catalogue(): readonly Entry[] {
    const blocks = readFileSync(join(ROOT, CATALOGUE), 'utf8')
      .split(/\n{2,}/)
      .slice(1);
    const quoted = (block: string, keyword: string) => {
      const found = new RegExp(`^${keyword} (".*")$`, 'm').exec(block)?.[1];
      return found === undefined ? '' : String(JSON.parse(found));
    };
    return sorted(
      blocks.map(block =>
        entry({
          context: quoted(block, 'msgctxt'),
          text: quoted(block, 'msgid'),
          plural: quoted(block, 'msgid_plural')
        })
      )
    );
  }
}
