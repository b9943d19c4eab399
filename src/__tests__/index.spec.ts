import plugins from '..';

describe('the plugins', () => {
  it('have ids of their own, under the name of the package', () => {
    const ids = plugins.map(plugin => plugin.id);
    expect(new Set(ids).size).toBe(plugins.length);
    ids.forEach(id => expect(id).toMatch(/^jupyter-stop-stream:/));
  });

  it('say what they are for', () => {
    plugins.forEach(plugin => expect(plugin.description).toBeTruthy());
  });
});
