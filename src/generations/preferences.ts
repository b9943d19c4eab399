import { ISignal, Signal } from '@lumino/signaling';

/**
 * What a person has set.
 */
export interface IPreferenceValues {
  /**
   * Whether Escape stops the answers in the chat that has the focus.
   */
  readonly isEscapeStop: boolean;

  /**
   * Whether the tail that was cut at a stop is shown without being asked for.
   */
  readonly isRestShown: boolean;

  /**
   * Whether there is a notification when an answer ends that nobody sees.
   */
  readonly isBackgroundNotified: boolean;

  /**
   * Whether the person has chosen that, or has been asked to. True where it cannot be known.
   */
  readonly isBackgroundChosen: boolean;

  /**
   * Whether the cell that an answer runs goes on when a person stops the answer.
   */
  readonly isCellLeft: boolean;

  /**
   * How often a second the body of a message is passed on to the page, at most; 0 for every
   * animation frame.
   */
  readonly updatesPerSecond: number;

  /**
   * After how many seconds an answer to me is stopped by itself, while this page has its chat open;
   * 0 for never. Likewise in what follows.
   */
  readonly maxSeconds: number;

  /**
   * After how many characters.
   */
  readonly maxCharacters: number;

  /**
   * After how many seconds in which nothing of it was written.
   */
  readonly maxSilence: number;

  /**
   * Whether Stop is offered below an answer that repeats itself.
   */
  readonly isRepetitionTold: boolean;
}

export const DEFAULT_PREFERENCES: IPreferenceValues = {
  isEscapeStop: true,
  isRestShown: false,
  isBackgroundNotified: false,
  isBackgroundChosen: true,
  isCellLeft: false,
  updatesPerSecond: 0,
  maxSeconds: 0,
  maxCharacters: 0,
  maxSilence: 0,
  isRepetitionTold: true
};

/**
 * What a person has set, as it stands. Whoever uses a value reads it when it is needed.
 */
export interface IPreferences {
  readonly values: IPreferenceValues;

  /**
   * Emitted when a value has changed.
   */
  readonly changed: ISignal<IPreferences, void>;

  /**
   * Keep, for all pages of this person, whether there is a notification when an answer ends that
   * nobody sees. In this page it holds at once, also where it cannot be kept.
   *
   * @throws What the settings throw where it cannot be kept.
   */
  notifyOfBackground(isWanted: boolean): Promise<void>;
}

/**
 * The preferences, until somebody sets them the defaults.
 */
export class Preferences implements IPreferences {
  /**
   * @param keep - Keeps whether there is a notification.
   */
  constructor(
    keep: IPreferences['notifyOfBackground'] = async () => undefined
  ) {
    this._keep = keep;
  }

  get values(): IPreferenceValues {
    return this._values;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  notifyOfBackground(isWanted: boolean): Promise<void> {
    // An answer may end before it is kept.
    this.set({
      ...this._values,
      isBackgroundNotified: isWanted,
      isBackgroundChosen: true
    });
    return this._keep(isWanted);
  }

  /**
   * Set all of them. Setting what is set already changes nothing.
   */
  set(values: IPreferenceValues): void {
    const names = Object.keys(values) as (keyof IPreferenceValues)[];
    if (names.some(name => values[name] !== this._values[name])) {
      this._values = values;
      this._changed.emit();
    }
  }

  private readonly _keep: IPreferences['notifyOfBackground'];
  private _values = DEFAULT_PREFERENCES;
  private readonly _changed = new Signal<this, void>(this);
}
