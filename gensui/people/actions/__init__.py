"""All that can be done with people: ``one`` at a time, ``founding`` a community of many, ``keeping`` what an import brings."""
