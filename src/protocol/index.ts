export { checksum } from './checksum';
export {
  decode,
  encode,
  MARK_KEY,
  parseMark,
  parseRecord,
  PROTOCOL_VERSION
} from './codec';
export { asFields, asList, FrameError } from './fields';
export * from './frames';
