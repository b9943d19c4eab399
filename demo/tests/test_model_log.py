"""The parser, on lines that llama.cpp's server wrote (xllamacpp 2026.10.11549)."""

from __future__ import annotations

import pytest

from ..model_log import Answer, ModelLog

LET_GO = """\
0.00.415.909 I srv          init: listening on http://127.0.0.1:38257
0.00.975.440 I slot get_availabl: id  0 | task -1 | selected slot by LRU, t_last = -1
0.00.975.571 I slot launch_slot_: id  0 | task -1 | sampler params:
	repeat_last_n = 64, repeat_penalty = 1.000, frequency_penalty = 0.000, presence_penalty = 0.000
0.00.975.579 I slot launch_slot_: id  0 | task 0 | processing task, is_child = 0
0.00.975.586 I slot   operator(): id  0 | task 0 | new prompt, n_ctx_slot = 4096, n_keep = 0, \
task.n_tokens = 40
0.00.975.592 I slot   operator(): id  0 | task 0 | cached n_tokens = 0, memory_seq_rm [0, end)
0.01.460.265 W srv          stop: cancel task, id_task = 0
0.01.460.323 I slot      release: id  0 | task 0 | stop processing: n_tokens = 60, truncated = 0
0.01.460.339 I srv  update_slots: all slots are idle
"""

WRITTEN_TO_THE_END = """\
0.03.008.009 I slot launch_slot_: id  0 | task 23 | processing task, is_child = 0
0.03.008.017 I slot   operator(): id  0 | task 23 | new prompt, n_ctx_slot = 4096, n_keep = 0, \
task.n_tokens = 40
0.03.008.021 W slot   operator(): id  0 | task 23 | need to evaluate at least 1 token for each \
active slot (n_past = 40, task.n_tokens() = 40)
0.03.131.371 I slot print_timing: id  0 | task 23 |        eval time =     108.33 ms /    10 tokens
0.03.133.561 I slot      release: id  0 | task 23 | stop processing: n_tokens = 49, truncated = 0
"""


def answers(text: str) -> list[Answer]:
    log = ModelLog()
    return [over for line in text.splitlines() if (over := log.feed(line))]


def test_an_answer_whose_caller_hung_up_was_let_go_with_what_it_had_written() -> None:
    (answer,) = answers(LET_GO)
    assert answer.tokens == 21
    assert answer.let_go_s == pytest.approx(0.000058, abs=1e-6)


def test_an_answer_that_nobody_hung_up_on_was_written_to_its_end() -> None:
    assert answers(WRITTEN_TO_THE_END) == [Answer(tokens=10, let_go_s=None)]


def test_answers_after_each_other_are_told_apart() -> None:
    assert [over.tokens for over in answers(LET_GO + WRITTEN_TO_THE_END)] == [21, 10]


def test_an_answer_let_go_while_it_read_its_prompt_has_no_tokens() -> None:
    assert [over.tokens for over in answers(LET_GO.replace("= 60", "= 32"))] == [0]


def test_an_answer_let_go_while_it_waited_for_another_has_no_tokens() -> None:
    waiting = "0.01.460.265 W srv          stop: cancel task, id_task = 7"
    assert answers(waiting) == [Answer(tokens=0, let_go_s=0.0)]


def test_seconds_go_on_over_a_full_minute() -> None:
    late = LET_GO.replace("0.01.460.265", "1.59.999.500").replace("0.01.460.323", "2.00.001.000")
    (answer,) = answers(late)
    assert answer.let_go_s == pytest.approx(0.0015, abs=1e-6)
