import { Token } from '@lumino/coreutils';

import { providedToken } from '../provided-token';

const PLUGIN = '@jupyternaut/persona:registry';

describe('the token of a plugin of another extension', () => {
  let token: Token<unknown>;
  let plugins: unknown;

  beforeEach(() => {
    token = new Token('theirs:IRegistry');
    plugins = [{ id: 'another' }, null, { id: PLUGIN, provides: token }];
    Reflect.set(window, '_JUPYTERLAB', {
      '@jupyternaut/persona': {
        get: async () => () => ({ default: plugins })
      }
    });
  });

  afterEach(() => Reflect.deleteProperty(window, '_JUPYTERLAB'));

  it('is the very one that the plugin provides', async () => {
    expect(await providedToken(PLUGIN)).toBe(token);
  });

  it('is found where the extension has that plugin alone', async () => {
    plugins = { id: PLUGIN, provides: token };
    expect(await providedToken(PLUGIN)).toBe(token);
  });

  it('is none where the plugin provides none', async () => {
    plugins = [{ id: PLUGIN }];
    expect(await providedToken(PLUGIN)).toBeNull();
  });

  it('is none where the page has its extensions elsewhere', async () => {
    Reflect.deleteProperty(window, '_JUPYTERLAB');
    expect(await providedToken(PLUGIN)).toBeNull();
  });
});
