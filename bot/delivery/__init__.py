"""The room of delivery: an alert becomes one delivery a chat, and each ends in a receipt, a wait or a dead letter.

    outbox -> fanout -> line -> pacing -> sender -> receipt

`courier` is the loop, `carry` brings one delivery; `fanout`, `retry`, `pacing` and `line` decide.
"""
