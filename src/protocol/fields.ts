/**
 * Readers of what came from outside. Each gives it its type, or throws a `FrameError` that names the
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

/**
 * @param value - What stands in the field.
 * @param name - What the field is called.
 */
export type Reader<T> = (value: unknown, name: string) => T;

/**
 * A reader for each field of an object.
 */
export type Shape<T> = { readonly [K in keyof T]-?: Reader<T[K]> };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const asFields: Reader<Fields> = reader(isFields, 'an object');

export const asText = reader(
  (value): value is string => typeof value === 'string',
  'a string'
);

export const asNumber = reader(
  (value): value is number => typeof value === 'number',
  'a number'
);

export const asFlag = reader(
  (value): value is boolean => typeof value === 'boolean',
  'true or false'
);

/**
 * One of some words, and no other.
 */
export function oneOf<T extends string>(words: readonly T[]): Reader<T> {
  return reader(
    (value): value is T => words.some(word => word === value),
    `one of ${words.join(', ')}`
  );
}

/**
 * A word that this page knows, or `other` for one of a newer server.
 */
export function word<T extends string>(
  words: readonly T[]
): Reader<T | 'other'> {
  return (value, name) => {
    const found = asText(value, name);
    return words.find(one => one === found) ?? 'other';
  };
}

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) {
      throw new FrameError(`${name}: must be a list.`);
    }
    return value.map(one => read(one, name));
  };
}

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, name) => (value === null ? null : read(value, name));
}

/**
 * What may be absent.
 */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, name) => (value === undefined ? value : read(value, name));
}

/**
 * An object with these fields; what else it has is left out.
 */
export function objectOf<T>(shape: Shape<T>): Reader<T> {
  return (value, name) => {
    const fields = asFields(value, name);
    const found: Partial<T> = {};
    for (const key in shape) {
      const one = shape[key](fields[key], key);
      if (one !== undefined) {
        found[key] = one;
      }
    }
    // Each of its fields has been read.
    return found as T;
  };
}

function reader<T>(
  isSo: (value: unknown) => value is T,
  what: string
): Reader<T> {
  return (value, name) => {
    if (!isSo(value)) {
      throw new FrameError(`${name}: must be ${what}.`);
    }
    return value;
  };
}
