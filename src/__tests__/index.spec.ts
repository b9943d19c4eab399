import plugins, { IGenerationSources, ILateServices } from '..';

describe('the plugins', () => {
  it('have ids of their own, under the name of the package', () => {
    const ids = plugins.map(plugin => plugin.id);
    expect(new Set(ids).size).toBe(plugins.length);
    ids.forEach(id => expect(id).toMatch(/^jupyter-stop-stream:/));
  });

  it('are as few as can be switched off with sense', () => {
    expect(plugins.map(({ id }) => id.split(':')[1])).toEqual([
      'settings',
      'sources',
      'page-personas',
      'notebooks',
      'toolbar',
      'label',
      'commands',
      'running'
    ]);
  });

  it('provide two tokens, which say what they are for', () => {
    const provided = plugins.map(({ provides }) => provides).filter(Boolean);
    expect(provided).toEqual([ILateServices, IGenerationSources]);
    provided.forEach(token => expect(token?.description).toBeTruthy());
  });

  it('say what they are for', () => {
    plugins.forEach(plugin => expect(plugin.description).toBeTruthy());
  });
});
