// What a customer's `import Bilateral` brings along: their code names values of these rooms.
@_exported public import BilateralBase
@_exported public import BilateralModel
@_exported public import BilateralTerms
