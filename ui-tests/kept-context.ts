import type {
  Browser,
  BrowserContext,
  BrowserContextOptions,
  Request
} from '@playwright/test';

/**
 * A context of the browser that one test hands on to the next. What is handed on is the scripts
 * that the browser has fetched and compiled, and nothing else.
 *
 * After a test that failed, the next one gets another browser.
 */
export class KeptContext {
  constructor(browser: Browser) {
    this._browser = browser;
  }

  /**
   * The context, which has no page. It is a new one where the last test had other options.
   */
  async take(options: BrowserContextOptions): Promise<BrowserContext> {
    const key = JSON.stringify(options);
    if (!this._context || key !== this._key) {
      await this.close();
      this._context = await this._browser.newContext(options);
      this._context.on('request', request => this._note(request));
      this._key = key;
    }
    this._settings = [];
    return this._context;
  }

  /**
   * The requests since it was taken by which pages change settings.
   */
  get settings(): readonly string[] {
    return this._settings;
  }

  /**
   * Forget what the pages of an origin stored, and who was signed in; close all pages.
   */
  async clear(origin: string): Promise<void> {
    const context = this._context;
    if (!context) {
      return;
    }
    const [one, ...others] = context.pages();
    await Promise.all(others.map(page => page.close()));
    if (one) {
      const session = await context.newCDPSession(one);
      await session.send('Storage.clearDataForOrigin', {
        origin,
        storageTypes: 'all'
      });
      await one.close();
    }
    await context.clearCookies();
  }

  async close(): Promise<void> {
    await this._context?.close();
    this._context = null;
  }

  private _note(request: Request): void {
    const isSetting = /\/(lab\/api\/settings|api\/config)\//;
    if (request.method() !== 'GET' && isSetting.test(request.url())) {
      this._settings.push(`${request.method()} ${request.url()}`);
    }
  }

  private readonly _browser: Browser;
  private _context: BrowserContext | null = null;
  private _key = '';
  private _settings: string[] = [];
}
