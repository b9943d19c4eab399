export { decode, encode, MARK_KEY, parseMark, PROTOCOL_VERSION } from './codec';
export { FrameError } from './fields';
export * from './frames';
