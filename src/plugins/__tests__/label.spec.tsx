import {
  MessageFooterRegistry,
  MessageFooterSectionProps
} from '@jupyter/chat';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { act, render, screen } from '@testing-library/react';
import * as React from 'react';

import { FakeChatModel } from '../../__tests__/fakes/chat-model';
import { servicesOf } from '../../__tests__/fakes/services';
import { labelPlugin } from '../label';

const APP = {} as JupyterFrontEnd;
const Nothing = () => <></>;
const Theirs = () => <span data-testid="theirs" />;
const STOPPED = {
  stop_stream: {
    generation_id: 'generation-1',
    prompt_id: 'prompt-1',
    status: 'interrupted'
  }
} as object;

describe('the footer', () => {
  let model: FakeChatModel;

  beforeEach(() => {
    model = new FakeChatModel();
  });

  afterEach(() => model.dispose());

  it('has the label', async () => {
    await show(new MessageFooterRegistry());
    expect(screen.getByText('Stopped early')).toBeTruthy();
  });

  it('keeps what another extension put there before', async () => {
    const registry = new MessageFooterRegistry();
    registry.addSection({ position: 'left', component: Theirs });
    await show(registry);
    expect(screen.getByTestId('theirs')).toBeTruthy();
    expect(screen.getByText('Stopped early')).toBeTruthy();
  });

  it('keeps the label beside what another extension puts there later', async () => {
    const registry = new MessageFooterRegistry();
    await show(registry, () => {
      registry.addSection({ position: 'left', component: Theirs });
      registry.addSection({ position: 'right', component: Nothing });
    });
    expect(screen.getByTestId('theirs')).toBeTruthy();
    expect(screen.getByText('Stopped early')).toBeTruthy();
    expect(registry.getFooter().right?.component).toBe(Nothing);
  });

  async function show(
    registry: MessageFooterRegistry,
    later: () => void = () => undefined
  ): Promise<void> {
    void labelPlugin.activate(APP, registry, servicesOf({}), null);
    later();
    const Left = registry.getFooter().left
      ?.component as React.FC<MessageFooterSectionProps>;
    const stopped = model.add({ id: 'reply-1', metadata: STOPPED });
    await act(async () => {
      render(<Left model={model.asModel} message={stopped} />);
    });
  }
});
