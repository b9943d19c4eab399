export { parseEdits } from './cell-edits';
export { checksum } from './checksum';
export {
  decode,
  isUnfinished,
  MARK_KEY,
  parseMark,
  parseRecord,
  PROTOCOL_VERSION,
  VersionError
} from './codec';
export {
  asFields,
  asFlag,
  asText,
  FrameError,
  isFields,
  listOf
} from './fields';
export type { Fields } from './fields';
export * from './frames';
export type * from './words';
