import {
  IMessageFooterRegistry,
  MessageFooterSection,
  MessageFooterSectionProps
} from '@jupyter/chat';
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import * as React from 'react';

import { lateComponent } from './late-component';
import { ILateServices, LateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';

/**
 * Puts the label below messages that were stopped, beside whatever else stands there.
 */
export const labelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-stop-stream:label',
  description:
    'Says below a message that it was stopped, and what can be done.',
  autoStart: true,
  requires: [IMessageFooterRegistry, ILateServices],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    registry: IMessageFooterRegistry,
    services: LateServices,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    let other = registry.getFooter().left?.component ?? null;
    const LateLabel = lateComponent<MessageFooterSectionProps>(
      async () => {
        const { actions, late } = await services.load();
        return props => (
          <late.Label actions={actions} trans={trans} {...props} />
        );
      },
      Private.Nothing,
      reason =>
        console.error('jupyter-stop-stream: no label was loaded.', reason)
    );
    const addSection = registry.addSection.bind(registry);

    addSection({
      position: 'left',
      component: (props: MessageFooterSectionProps) => {
        const Other = other;
        return (
          <div className="jp-StopStream-footer">
            {Other && <Other {...props} />}
            <LateLabel {...props} />
          </div>
        );
      }
    });

    // A registry keeps one section a side, the last. Another extension's joins ours.
    registry.addSection = (section: MessageFooterSection) => {
      if (section.position === 'left') {
        other = section.component;
      } else {
        addSection(section);
      }
    };
  }
};

namespace Private {
  export function Nothing(): JSX.Element {
    return <></>;
  }
}
