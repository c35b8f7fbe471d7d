// Placeholder so that the skeleton builds; replaced by the first real file of Storage.
