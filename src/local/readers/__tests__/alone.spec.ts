import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';

const FOLDER = path.join(__dirname, '..');

it('the readers import nothing but each other, so that they can be taken in alone', () => {
  const files = readdirSync(FOLDER).filter(name => name.endsWith('.ts'));
  expect(files).toContain('index.ts');
  for (const file of files) {
    const source = readFileSync(path.join(FOLDER, file), 'utf8');
    for (const [, from] of source.matchAll(/(?:from|import\() ?'([^']+)'/g)) {
      expect(from).toMatch(/^\.\/[\w-]+$/);
    }
  }
});
