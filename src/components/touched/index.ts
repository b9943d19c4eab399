export { Touched } from './touched';
