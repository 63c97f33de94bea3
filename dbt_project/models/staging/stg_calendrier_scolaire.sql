-- epoch_us gives the instant whatever the type in the lake; a plain cast would follow the machine's time zone
with

source as (
    {{ lac('calendrier_scolaire') }}
)

select
    cast(description as varchar) as description,
    cast(population as varchar) as population,
    cast(zones as varchar) as zones,
    cast(location as varchar) as location,
    make_timestamp(epoch_us(debut)) as debut_utc,
    make_timestamp(epoch_us(fin)) as fin_utc,
    _annee_scolaire as annee_scolaire,
    _departement as departement,
    _depot as depot,
    _ligne as ligne
from source
