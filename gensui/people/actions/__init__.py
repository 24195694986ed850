"""All that can be done with people: ``one`` at a time, ``roster`` who works when,
``founding`` a community of many, ``keeping`` what an import brings."""
