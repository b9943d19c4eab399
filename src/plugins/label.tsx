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

import { ILateServices } from './services';
import { TRANSLATION_DOMAIN } from './translation';
import { useServices } from './use-services';

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
    services: ILateServices,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(TRANSLATION_DOMAIN);
    let other = registry.getFooter().left?.component ?? null;
    const addSection = registry.addSection.bind(registry);

    addSection({
      position: 'left',
      component: (props: MessageFooterSectionProps) => {
        const Other = other;
        const current = useServices(services);
        return Other || current ? (
          <div className="jp-StopStream-footer">
            {Other && <Other {...props} />}
            {current && (
              <current.late.Label
                actions={current.actions}
                trans={trans}
                {...props}
              />
            )}
          </div>
        ) : (
          <></>
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
