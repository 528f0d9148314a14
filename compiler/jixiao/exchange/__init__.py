"""Sources from and to what people already have: workbooks, Word files, text, PDF; and next year's from this year's."""
