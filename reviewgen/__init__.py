"""Operations review packs for key accounts, from the exports you already have."""

__version__ = "0.1.0"
