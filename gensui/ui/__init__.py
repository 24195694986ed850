"""The look: base templates, stylesheet, small scripts, and the thread and clocks that every face shows."""
