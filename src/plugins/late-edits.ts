/**
 * What is loaded with the first answer of which somebody looks at what it touched.
 */
export { askForEdits } from '../connection/edits';
export { cellNumbers } from '../notebooks/cell-numbers';
export { takeBackAll } from '../notebooks/taken-back';
