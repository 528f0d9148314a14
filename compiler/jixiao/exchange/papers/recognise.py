"""From paragraphs and grids to what they say: one walk in order, each piece offered to the part it can belong to."""

from jixiao.exchange.papers.draft import Draft
from jixiao.exchange.papers.forms import Forms
from jixiao.exchange.papers.ledger import Ledger
from jixiao.exchange.papers.outside import Outside
from jixiao.exchange.papers.pieces import Paper, Paragraph
from jixiao.exchange.papers.prose import Prose
from jixiao.exchange.papers.words import Words


def recognise(paper: Paper, words: Words) -> tuple[Draft, Ledger]:
    """What an input says, and the account of its pieces."""
    draft, ledger = Draft(), Ledger()
    forms, prose, outside = Forms(words, ledger, draft), Prose(words, ledger, draft), Outside(words, ledger, draft)
    texts = [item.text if isinstance(item, Paragraph) else "" for item in paper.items]
    for index, item in enumerate(paper.items):
        if isinstance(item, Paragraph):
            after = texts[index + 1] if index + 1 < len(texts) else ""
            if item.where.part or not prose.paragraph(item, after):
                outside.take(item)
        elif forms.claims(item):
            prose.close()
            forms.read(item)
            for cell in forms.loose:
                outside.take(cell)
            forms.loose.clear()
        elif not prose.table(item):
            for cell in item.cells:
                if cell.text:
                    outside.take(cell)
    outside.settle()
    return draft, ledger
