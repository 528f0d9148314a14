"""From the model to the files an engine is given: text segments, prose blocks, the view, the templates.

Knows forms and their words; refuses to know fonts, engines and files of output.
"""
