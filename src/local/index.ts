export { LocalGenerations } from './generations';
