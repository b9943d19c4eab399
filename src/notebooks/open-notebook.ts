import type { ISharedNotebook } from '@jupyter/ydoc';

import { isObject } from './is-object';

/**
 * The widget of a notebook, as far as it is dealt with here.
 */
export interface IOpenNotebook {
  readonly context: {
    /**
     * With the name of its drive, where that is not the default.
     */
    readonly path: string;
    readonly ready: Promise<void>;
    readonly model: {
      readonly collaborative?: boolean;
      readonly dirty: boolean;
      readonly readOnly: boolean;
      readonly sharedModel: ISharedNotebook;
    };
    revert(): Promise<void>;
    save(): Promise<void>;
  };
}

export function isNotebook(widget: unknown): widget is IOpenNotebook {
  return (
    isObject(widget) &&
    'context' in widget &&
    isObject(widget.context) &&
    'model' in widget.context &&
    isObject(widget.context.model) &&
    'sharedModel' in widget.context.model &&
    isObject(widget.context.model.sharedModel) &&
    'insertCell' in widget.context.model.sharedModel
  );
}
