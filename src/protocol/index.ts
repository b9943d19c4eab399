export { checksum } from './checksum';
export {
  decode,
  encode,
  hasMark,
  MARK_KEY,
  parseMark,
  parseRecord,
  PROTOCOL_VERSION,
  VersionError
} from './codec';
export { asFields, asFlag, asList, asTexts, FrameError } from './fields';
export * from './frames';
export type * from './words';
