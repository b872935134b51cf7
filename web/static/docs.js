// The page of the API: Swagger UI over our own description.
const place = document.getElementById("docs");
SwaggerUIBundle({
  url: place.dataset.openapi,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null, // it would be asked over the network
  defaultModelsExpandDepth: 0,
});
