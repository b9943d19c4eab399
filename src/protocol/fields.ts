/**
 * Readers of single fields of what came from outside. Each throws a `FrameError` that names the
 * field and what is wrong with it.
 */

/**
 * What came from outside is not what the schema says.
 */
export class FrameError extends Error {}

/**
 * A JSON object of which nothing is known yet.
 */
export type Fields = { readonly [name: string]: unknown };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asFields(value: unknown, name: string): Fields {
  if (!isFields(value)) {
    throw new FrameError(`${name}: must be an object.`);
  }
  return value;
}

export function asText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') {
    throw new FrameError(`${name}: must be a string.`);
  }
  return value;
}

export function asNumber(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') {
    throw new FrameError(`${name}: must be a number.`);
  }
  return value;
}

export function asFlag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value !== 'boolean') {
    throw new FrameError(`${name}: must be true or false.`);
  }
  return value;
}

export function asOneOf<T extends string>(
  fields: Fields,
  name: string,
  values: readonly T[]
): T {
  const found = values.find(value => value === fields[name]);
  if (found === undefined) {
    throw new FrameError(`${name}: must be one of ${values.join(', ')}.`);
  }
  return found;
}

/**
 * A word that this page knows, or `other` for one of a newer server.
 */
export function asWord<T extends string>(
  fields: Fields,
  name: string,
  words: readonly T[]
): T | 'other' {
  const word = asText(fields, name);
  return words.find(one => one === word) ?? 'other';
}

export function asList(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) {
    throw new FrameError(`${name}: must be a list.`);
  }
  return value;
}

export function asTexts(fields: Fields, name: string): readonly string[] {
  return asList(fields, name).map(value => asText({ [name]: value }, name));
}

export function asWords<T extends string>(
  fields: Fields,
  name: string,
  words: readonly T[]
): readonly (T | 'other')[] {
  return asList(fields, name).map(value =>
    asWord({ [name]: value }, name, words)
  );
}

/**
 * `null` where the field is `null`, else what `read` makes of it.
 */
export function orNull<T>(
  fields: Fields,
  name: string,
  read: (fields: Fields, name: string) => T
): T | null {
  return fields[name] === null ? null : read(fields, name);
}

/**
 * Nothing where the field is absent, else an object with it alone; to be spread.
 */
export function ifPresent<N extends string, T>(
  fields: Fields,
  name: N,
  read: (fields: Fields, name: string) => T
): { [K in N]?: T } {
  const found: { [K in N]?: T } = {};
  if (fields[name] !== undefined) {
    found[name] = read(fields, name);
  }
  return found;
}
