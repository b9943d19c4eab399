import type { IMessageContent } from '@jupyter/chat';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { FakeActions } from '../../__tests__/fakes/actions';
import type { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { FakeEdits } from '../../__tests__/fakes/edits';
import { IPreferences, Preferences } from '../../generations';
import { Label } from '../label';

/**
 * What stands below a message.
 */
export function labelBelow(
  message: IMessageContent,
  actions: FakeActions,
  model: FakeChatModel,
  preferences: IPreferences = new Preferences()
): JSX.Element {
  return (
    <Label
      actions={actions}
      commands={new CommandRegistry()}
      edits={new FakeEdits()}
      message={message}
      model={model.asModel}
      preferences={preferences}
      trans={nullTranslator.load('')}
    />
  );
}
