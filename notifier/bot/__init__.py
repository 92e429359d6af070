"""The Telegram conversation: updates are received, carried out by commands, and replied to.

`receiver` or `webhook` puts an update into the inbox; from there `inbox_worker` has `update_reader`
make a request of it, `dispatcher` run its command, and `reply_sender` send the replies.
"""

__all__ = ["context", "menu_change", "service", "webhook"]
