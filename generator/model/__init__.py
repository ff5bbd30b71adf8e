"""What a magazine is, as pure data: frozen records without behaviour beyond what follows from their own fields."""
