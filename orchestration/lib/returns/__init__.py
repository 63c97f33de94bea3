"""What a depositor gets back: receipt and annotated workbook."""
