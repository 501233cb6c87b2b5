"""Which guide answers a question: pure functions over an index held in memory."""

import os

# pypinyin reads this when it is first imported: without its phrase table it takes 14 MB instead of 57, and the
# search reads single characters anyway.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
