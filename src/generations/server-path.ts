/**
 * The path of a chat's file as the server has it, relative to the root of the contents. A model puts
 * the name of a drive before it, where that is not the default one.
 */
export function serverPath(name: string): string {
  return name.replace(/^[^/:]+:/, '').replace(/^\/+/, '');
}
