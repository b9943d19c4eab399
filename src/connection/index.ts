export { Connection } from './connection';
export { RemoteGenerations } from './remote';
