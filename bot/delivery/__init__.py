"""The room of delivery: alerts become one delivery a chat, and every delivery ends in a receipt, a wait or a dead letter.

outbox -> fanout -> pacing -> sender -> receipt      courier.py is the loop; fanout.py and retry.py decide
"""
