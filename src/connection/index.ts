export { RemoteGenerations } from './remote';
export { listGenerations } from './rest';
export { NoRoute } from './rest-request';
