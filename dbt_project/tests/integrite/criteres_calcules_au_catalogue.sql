-- Finds: indicators of the catalogue whose criterion is not computed, and computed criteria without any indicator.
-- Matters: always. The first would be published as never handed in, the second would be computed for nobody.
-- Resolve: add the criterion to `criteres_calcules` (dbt_project.yml), or its indicators to cat_indicateurs.csv.
with

calcules as (
    select unnest(string_split('{{ var("criteres_calcules") | join("|") }}', '|')) as critere
),

catalogue as (
    select distinct critere from {{ ref('cat_indicateurs') }}
)

select
    calcules.critere as calcule,
    catalogue.critere as au_catalogue
from calcules
full join catalogue on calcules.critere = catalogue.critere
where calcules.critere is null or catalogue.critere is null
