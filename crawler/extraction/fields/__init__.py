"""What a page says beside its text: title, dates, authors, language, caption."""
