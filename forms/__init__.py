"""Forms: form-js JSON to WTForms; values; conditions."""
