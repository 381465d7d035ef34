"""An officer with the person there: what was examined, who vouched, and what each is worth to a proof."""
