import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

interface IRenderers {
  createRenderer(type: string): {
    renderModel(model: unknown): Promise<void>;
  };
}

declare module '@jupyterlab/galata/lib/extension' {
  interface IPluginNameToInterfaceMap {
    '@jupyterlab/rendermime-extension:plugin': IRenderers;
  }
}

/**
 * Let the page take its time to render a text, as it does with a diagram. A renderer that has begun
 * goes on, whatever comes after it.
 */
export async function slowDown(
  page: IJupyterLabPageFixture,
  ms: number
): Promise<void> {
  await page.evaluate(async ms => {
    const registry = await window.galata.getPlugin(
      '@jupyterlab/rendermime-extension:plugin'
    );
    const kind: IRenderers = Object.getPrototypeOf(registry);
    const createRenderer = kind.createRenderer;
    kind.createRenderer = function (type: string) {
      const renderer = createRenderer.call(this, type);
      const render = renderer.renderModel.bind(renderer);
      renderer.renderModel = async (model: unknown) => {
        await render(model);
        await new Promise(resolve => setTimeout(resolve, ms));
      };
      return renderer;
    };
  }, ms);
}
