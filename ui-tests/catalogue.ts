import { readFileSync } from 'fs';
import * as path from 'path';

export const DOMAIN = 'jupyter_stop_stream';

const CATALOGUE = path.join(__dirname, '..', DOMAIN, 'locale', `${DOMAIN}.pot`);

/**
 * What a translator of a test makes of a text.
 */
export function translated(text: string): string {
  return `«${text}»`;
}

/**
 * The catalogue, translated, in the form in which the server gives a language pack to a page.
 */
export function languagePack(): object {
  const entries = readFileSync(CATALOGUE, 'utf8')
    .split(/\n{2,}/)
    .slice(1);
  const pack = entries.map(entry => {
    const said = (keyword: string) => {
      const quoted = new RegExp(`^${keyword} (".*")$`, 'm').exec(entry)?.[1];
      return quoted === undefined ? null : String(JSON.parse(quoted));
    };
    const [context, text, plural] = ['msgctxt', 'msgid', 'msgid_plural'].map(
      said
    );
    const forms = [text, plural].filter(form => typeof form === 'string');
    const key = typeof context === 'string' ? `${context}\u0004${text}` : text;
    return [key, forms.map(translated)] as const;
  });
  const header = {
    domain: DOMAIN,
    language: 'de-DE',
    plural_forms: 'nplurals=2; plural=(n != 1);',
    version: '0'
  };
  return { '': header, ...Object.fromEntries(pack) };
}
