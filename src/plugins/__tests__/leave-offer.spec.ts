import { nullTranslator } from '@jupyterlab/translation';

import { record } from '../../__tests__/fakes/generations';
import { DEFAULT_PREFERENCES, IOffer, Preferences } from '../../generations';
import { LeaveOffer } from '../leave-offer';
import { LeftPage } from './left-page';

describe('the offer to tell of answers that were left', () => {
  let page: LeftPage;
  let kept: boolean[];
  let keep: (isWanted: boolean) => Promise<void>;
  let preferences: Preferences;
  let told: [string, IOffer][];
  let failures: string[];
  let offer: LeaveOffer;

  beforeEach(() => {
    page = new LeftPage();
    kept = [];
    told = [];
    failures = [];
    keep = async isWanted => void kept.push(isWanted);
    preferences = new Preferences(isWanted => keep(isWanted));
    preferences.set({ ...DEFAULT_PREFERENCES, isBackgroundChosen: false });
    offer = new LeaveOffer({
      chats: page.chats,
      fail: message => failures.push(message),
      generations: page.generations,
      notify: (message, one) => told.push([message, one]),
      panels: page.panels,
      preferences,
      trans: nullTranslator.load('')
    });
    page.generations.store.apply(record());
  });

  afterEach(() => {
    offer.dispose();
    offer.dispose();
    page.close();
  });

  it('is made when a chat is left that is being answered', () => {
    expect(told).toEqual([]);
    page.leave();
    expect(told[0]?.[0]).toMatch(/^Persona goes on answering/);
  });

  it('is made when such a chat is closed', () => {
    page.closeChat();
    expect(told).toHaveLength(1);
  });

  it('is made once, in whichever page', () => {
    page.leave();
    page.comeBack();
    page.leave();
    expect(told).toHaveLength(1);
    expect(kept).toEqual([false]);
  });

  it('sets what it offers', () => {
    page.leave();
    told[0]?.[1].act();
    expect(kept).toEqual([false, true]);
  });

  it('says so where that cannot be kept', async () => {
    keep = async () => {
      throw new Error('The disk is full.');
    };
    page.leave();
    await new Promise(process.nextTick);
    expect(failures).toEqual([
      'The setting was not saved. Error: The disk is full.'
    ]);
  });

  it('is not made to whom the setting is chosen', () => {
    preferences.set(DEFAULT_PREFERENCES);
    page.leave();
    expect(told).toEqual([]);
  });

  it.each([
    ['nothing is going on', { state: 'ended', revision: 2 } as const],
    ['somebody else is answered', { is_mine: false, revision: 2 } as const]
  ])('is not made where %s', (_, changes) => {
    page.generations.store.apply(record(changes));
    page.leave();
    expect(told).toEqual([]);
  });
});
