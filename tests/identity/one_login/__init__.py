"""GOV.UK One Login's shape: what its published documentation has a service do."""
