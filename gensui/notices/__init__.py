"""What the outbox holds reaches people: by mail, by text message, in the inbox."""
