"""What pages show for extensions of JupyterLab, as programs that `jlpm types:check` compiles with
our sources. `python -m tests.documented.page_code` writes them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ..fakes.documented import ROOT, Block, blocks

PROGRAMS = ROOT / ".cache" / "documented"


@dataclass(frozen=True)
class Surroundings:
    """What an author has around the code that is shown."""

    before: str
    after: str


SURROUNDINGS = {
    ("README.md", "sources.begin({"): Surroundings(
        """
        import type { IChatModel } from '@jupyter/chat';
        import type { IAnsweringPersona, IGenerationSources } from 'jupyter-stop-stream';
        declare const sources: IGenerationSources;
        declare const model: IChatModel;
        declare const persona: IAnsweringPersona;
        declare const promptId: string;
        declare const again: () => Promise<void>;
        """,
        "export { signal, owns, ended };",
    ),
    ("docs/browser-models.md", "const plugin: JupyterFrontEndPlugin"): Surroundings(
        "import type { JupyterFrontEndPlugin } from '@jupyterlab/application';",
        "export default plugin;",
    ),
    ("docs/browser-models.md", "async function answer(model"): Surroundings(
        """
        import type { IChatModel, IMessage } from '@jupyter/chat';
        import type { IGenerationSources } from 'jupyter-stop-stream';
        declare const sources: IGenerationSources | null;
        declare const url: string;
        declare const init: RequestInit;
        declare function beginReply(): { readonly id: string };
        declare function show(response: Response, reply: { readonly id: string }): Promise<void>;
        """,
        "export { answer };",
    ),
    ("docs/upstream/jupyter-chat-front-end.md", "interface IStopProvider"): Surroundings(
        """
        import type { IDisposable } from '@lumino/disposable';
        import type { ISignal } from '@lumino/signaling';
        """,
        "export type { IStoppableChatModel };",
    ),
    ("docs/browser-models.md", "readEvents(url"): Surroundings(
        """
        import type { ILocalGeneration } from 'jupyter-stop-stream';
        declare const generation: ILocalGeneration;
        declare const url: string;
        declare const init: RequestInit;
        declare function write(chunk: unknown): void;
        """,
        "export {};",
    ),
}
"""By the page and by what the code says."""


def program_of(block: Block) -> str:
    """A block with what is around it.

    Raises:
        ValueError: It is not known what is around it.
    """
    for (page, saying), around in SURROUNDINGS.items():
        if page == block.page and saying in block.code:
            return f"{around.before}\n{block.code}\n{around.after}\n"
    raise ValueError(f"Nothing is known of what stands around {block}.")


def write(folder: Path = PROGRAMS) -> None:
    """Write all of them, and keep none that is shown no more."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for block in blocks():
        if block.language == "ts":
            name = block.page.replace("/", "-").removesuffix(".md")
            (folder / f"{name}-{block.line}.ts").write_text(program_of(block), encoding="utf-8")


if __name__ == "__main__":
    write()
