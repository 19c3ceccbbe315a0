"""Whether a mirror says what its siblings say: audits, alterations, traits."""
